"""The demo shop behind one port: orders, parcels, refunds, products, and the identity check before any of them."""
