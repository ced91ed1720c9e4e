/** Short notices at the top of the page. */
import { ElMessage } from "./kit";

const show = (type: "success" | "warning" | "error") => (message: string) =>
  ElMessage({ type, message, duration: type === "success" ? 2500 : 6000, showClose: true, grouping: true });

export const say = { done: show("success"), warning: show("warning"), error: show("error") };
