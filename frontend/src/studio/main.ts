/** Entry of the studio page. */
import { createApp } from "vue";

import "../shared/tokens.css";
import StudioApp from "./StudioApp.vue";

createApp(StudioApp).mount("#app");
