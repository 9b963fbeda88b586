/** Observables: hosts, addresses, paths, keys and secrets that a text names, in whichever writing. */
@NullMarked
package bzh.vigie.observable;

import org.jspecify.annotations.NullMarked;
