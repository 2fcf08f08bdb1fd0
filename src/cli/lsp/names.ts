import { normalize } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The service knows texts by path; those that are no files yet by their URI. */
export const nameOf = (uri: string): string =>
  uri.startsWith("file:") ? normalize(fileURLToPath(uri)) : uri;

export const uriOf = (name: string): string =>
  /^[a-z][a-z0-9+.-]+:/i.test(name) && !/^[a-z]:[\\/]/i.test(name)
    ? name
    : pathToFileURL(name).href;
