/** What the process tells whoever started it: the numbers of sysexits.h, as Twisted's `ExitStatus`. */
export const EX_OK = 0;
export const EX_ERROR = 1;
/** The command line is wrong. */
export const EX_USAGE = 64;
