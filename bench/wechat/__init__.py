"""What WeChat's callbacks cost: how soon each is acknowledged, and how long until every customer is answered."""
