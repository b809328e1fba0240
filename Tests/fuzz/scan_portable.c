/* The same for the code without SSE2 and NEON. */
#undef __SSE2__
#undef __ARM_NEON
#include "scan.c"
