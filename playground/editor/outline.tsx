export const Outline = () => <p class="empty">The text declares nothing yet.</p>;
