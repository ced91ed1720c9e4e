/** Entry of the desk page. */
import "../shared/tokens.css";
