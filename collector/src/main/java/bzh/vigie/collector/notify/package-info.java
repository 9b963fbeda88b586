/** Carries stored alerts out: one sink per kind of receiver, each at its own pace. */
@NullMarked
package bzh.vigie.collector.notify;

import org.jspecify.annotations.NullMarked;
