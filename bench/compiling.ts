export const compileTimes = (): { what: string; milliseconds: number }[] => [];
