// Prints a /proc/cpuinfo of the x86 CPU that it runs on, by CPUID: QEMU's user mode shows the host's own instead.
// Names: arch/x86/include/asm/cpufeatures.h; bits: Intel SDM, volume 2, CPUID; AMD APM, volume 3, appendix E.
#include <cpuid.h>
#include <stdio.h>

struct flag {
  const char *name;
  unsigned leaf;
  int reg;
  int bit;
};

enum { EAX, EBX, ECX, EDX };

static const struct flag flags[] = {
    {"fpu", 1, EDX, 0},      {"cx8", 1, EDX, 8},       {"cmov", 1, EDX, 15},     {"mmx", 1, EDX, 23},
    {"fxsr", 1, EDX, 24},    {"sse", 1, EDX, 25},      {"sse2", 1, EDX, 26},     {"pni", 1, ECX, 0},
    {"pclmulqdq", 1, ECX, 1}, {"ssse3", 1, ECX, 9},    {"fma", 1, ECX, 12},      {"cx16", 1, ECX, 13},
    {"sse4_1", 1, ECX, 19},  {"sse4_2", 1, ECX, 20},   {"movbe", 1, ECX, 22},    {"popcnt", 1, ECX, 23},
    {"aes", 1, ECX, 25},     {"xsave", 1, ECX, 26},    {"avx", 1, ECX, 28},      {"f16c", 1, ECX, 29},
    {"rdrand", 1, ECX, 30},  {"bmi1", 7, EBX, 3},      {"avx2", 7, EBX, 5},      {"bmi2", 7, EBX, 8},
    {"adx", 7, EBX, 19},     {"rdseed", 7, EBX, 18},   {"avx512f", 7, EBX, 16},  {"avx512dq", 7, EBX, 17},
    {"avx512cd", 7, EBX, 28}, {"sha_ni", 7, EBX, 29},  {"avx512bw", 7, EBX, 30}, {"avx512vl", 7, EBX, 31},
    {"lahf_lm", 0x80000001u, ECX, 0}, {"abm", 0x80000001u, ECX, 5}, {"lm", 0x80000001u, EDX, 29},
};

int main(void) {
  printf("processor\t: 0\nvendor_id\t: GenuineIntel\nflags\t\t:");
  for (unsigned i = 0; i < sizeof flags / sizeof *flags; i++) {
    unsigned r[4] = {0};
    if (!__get_cpuid_count(flags[i].leaf, 0, &r[EAX], &r[EBX], &r[ECX], &r[EDX])) continue;
    if (r[flags[i].reg] >> flags[i].bit & 1) printf(" %s", flags[i].name);
  }
  printf("\n\n");
  return 0;
}
