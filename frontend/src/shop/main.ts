/** The demo shop: a page like any customer's, with nothing of the chat in it but the one script tag in shop.html. */
import { createApp } from "vue";
import "../shared/tokens.css";
import ShopPage from "./ShopPage.vue";

createApp(ShopPage).mount("#app");
