export { FingerAnswerTooLongError, FingerQueryError } from "./errors.ts";
export { FINGER_PORT, type FingerOptions, finger } from "./finger-client.ts";
export { Finger, type FingerAnswer } from "./finger-server.ts";
