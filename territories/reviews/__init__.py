"""Reviews: a submission pins one revision; its changed parts are decided by those who answer for them."""
