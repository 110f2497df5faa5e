#pragma once

/// 1 in a build that a sanitizer watches, else 0: such builds are slow and reserve more addresses than any
/// limit leaves.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define LIGHTLOOM_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define LIGHTLOOM_SANITIZED 1
#endif
#endif
#ifndef LIGHTLOOM_SANITIZED
#define LIGHTLOOM_SANITIZED 0
#endif
