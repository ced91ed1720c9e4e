"""WeChat's callbacks: their crypto, their bodies and what they mean."""
