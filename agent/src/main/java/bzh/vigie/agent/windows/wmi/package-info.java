/** The repository of WMI: event filters, consumers and what binds them. */
@NullMarked
package bzh.vigie.agent.windows.wmi;

import org.jspecify.annotations.NullMarked;
