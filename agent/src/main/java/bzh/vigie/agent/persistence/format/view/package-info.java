/** What a running Windows says of itself, set against what its registry and files say: pure, from both sides to what differs. */
@NullMarked
package bzh.vigie.agent.persistence.format.view;

import org.jspecify.annotations.NullMarked;
