// Only here for the precompiled header that the tests share.
