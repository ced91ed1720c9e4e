"""WeChat: Official Accounts and mini-programs (公众号、小程序), and 微信客服 of 企业微信."""
