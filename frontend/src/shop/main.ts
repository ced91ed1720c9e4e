/** Entry of the shop page. */
import "../shared/tokens.css";
