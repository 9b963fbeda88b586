/** What stays in an Active Directory when every PC has been rebuilt: rights, groups, keys, delegations, trusts. Pure. */
@NullMarked
package bzh.vigie.agent.persistence.format.directory;

import org.jspecify.annotations.NullMarked;
