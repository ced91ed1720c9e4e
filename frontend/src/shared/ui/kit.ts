/** The components taken from Element Plus, each with its own style; the theme is in kit.css. */
import "element-plus/es/components/button/style/css";
import "element-plus/es/components/dialog/style/css";
import "element-plus/es/components/drawer/style/css";
import "element-plus/es/components/input/style/css";
import "element-plus/es/components/input-number/style/css";
import "element-plus/es/components/message/style/css";
import "element-plus/es/components/popover/style/css";
import "element-plus/es/components/skeleton/style/css";
import "./kit.css";

export { ElButton } from "element-plus/es/components/button/index.mjs";
export { ElConfigProvider } from "element-plus/es/components/config-provider/index.mjs";
export { ElDialog } from "element-plus/es/components/dialog/index.mjs";
export { ElDrawer } from "element-plus/es/components/drawer/index.mjs";
export { ElInput } from "element-plus/es/components/input/index.mjs";
export { ElInputNumber } from "element-plus/es/components/input-number/index.mjs";
export { ElMessage } from "element-plus/es/components/message/index.mjs";
export { ElPopover } from "element-plus/es/components/popover/index.mjs";
export { ElSkeleton, ElSkeletonItem } from "element-plus/es/components/skeleton/index.mjs";
