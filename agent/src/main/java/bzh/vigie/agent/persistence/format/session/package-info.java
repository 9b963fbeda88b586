/** What runs when somebody logs on or opens a shell or a desktop. */
@NullMarked
package bzh.vigie.agent.persistence.format.session;

import org.jspecify.annotations.NullMarked;
