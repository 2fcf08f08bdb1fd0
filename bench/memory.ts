export const memoryPerSession = () => ({ withTextIds: 0, withNumbers: 0 });
