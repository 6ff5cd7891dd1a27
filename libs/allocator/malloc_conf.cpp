// jemalloc takes its options from this variable of the program
// (jemalloc(3), TUNING and opt.*). MALLOC_CONF in the environment goes before it.
//
// Many threads allocate what others free: commands come from the I/O threads and end in the
// writer. glibc takes a lock for each of those and gives memory back only when asked.
// What was freed goes back to the system after a second, also from threads that sleep, so that an
// idle server is as small as what it keeps. Large pieces are no exception: jemalloc would give back
// those of 8 MB and more at once, and every earlier moment that is looked at takes some, page by
// page.
extern "C" {
extern const char* malloc_conf;
const char* malloc_conf =
    "background_thread:true,dirty_decay_ms:1000,muzzy_decay_ms:0,oversize_threshold:0";
}
