/** Entry of the desk page. */
import { createApp } from "vue";

import "../shared/tokens.css";
import DeskApp from "./DeskApp.vue";

createApp(DeskApp).mount("#app");
