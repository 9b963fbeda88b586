/** Scheduled tasks from where Windows keeps them: XML definitions, the registry's TaskCache, .job files. */
@NullMarked
package bzh.vigie.agent.windows.task;

import org.jspecify.annotations.NullMarked;
