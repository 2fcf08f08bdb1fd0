/** A place that nothing fills yet. */
export const Waiting = () => <p class="empty">Nothing to show yet.</p>;
