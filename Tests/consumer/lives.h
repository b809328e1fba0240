/* Checks whether a borrowed value is invalid, which only the build for AddressSanitizer can do. */
#ifndef LIVES_H
#define LIVES_H

#ifndef __has_feature
#define __has_feature(feature) 0
#endif
#if __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#define SEES_ENDS 1
#define HAS_ENDED(pointer) __asan_address_is_poisoned(pointer)
#else
#define SEES_ENDS 0
#define HAS_ENDED(pointer) ((void)(pointer), 0)
#endif

#endif
