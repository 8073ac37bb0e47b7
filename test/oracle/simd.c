// Vector code that is always run (GUARD not set), or only where the kernel says that the CPU has it.
#include <stdio.h>
#if defined(__arm__) || defined(__aarch64__)
#include <arm_neon.h>
#include <sys/auxv.h>
#define NEON_OF_ARM 4096UL
#endif

volatile float values[16];

#if defined(__arm__)
#pragma GCC push_options
__attribute__((noinline)) static float sum(void) {
  float32x4_t total = vdupq_n_f32(0);
  for (int i = 0; i < 16; i += 4) total = vaddq_f32(total, vld1q_f32((const float *)values + i));
  return vgetq_lane_f32(total, 0) + vgetq_lane_f32(total, 1) + vgetq_lane_f32(total, 2) + vgetq_lane_f32(total, 3);
}
#endif

static float plain(void) {
  float total = 0;
  for (int i = 0; i < 16; i++) total += values[i];
  return total;
}

int main(void) {
  for (int i = 0; i < 16; i++) values[i] = (float)i;
  float result;
#if defined(__arm__) && defined(GUARD)
  result = (getauxval(AT_HWCAP) & NEON_OF_ARM) ? sum() : plain();
#elif defined(__arm__)
  result = sum();
#else
  result = plain();
#endif
  if (result != 120.0f) return 1;
  puts("oracle: started");
  return 0;
}
