/** Ids that this page makes for the service: 32 hexadecimal digits. */
import { newId } from "../../shared/ids";

export const newKey = (): string => newId().replaceAll("-", "");
