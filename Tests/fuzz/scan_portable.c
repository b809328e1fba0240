/* The same of the code that stands in where there is neither SSE2 nor NEON. */
#undef __SSE2__
#undef __ARM_NEON
#include "scan.c"
