/** Sign-in by an OpenID Connect provider: what is asked of it, and what of its answers is believed. Knows nothing of pages. */
@NullMarked
package bzh.vigie.collector.openid;

import org.jspecify.annotations.NullMarked;
