/** Who may come in and with which rights: accounts, groups, keys, sudo, PAM, sshd. */
@NullMarked
package bzh.vigie.agent.persistence.format.access;

import org.jspecify.annotations.NullMarked;
