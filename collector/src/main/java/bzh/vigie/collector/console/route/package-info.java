/** What a page of the console is made with: routes, calls, answers, words. Knows the store and no page. */
@NullMarked
package bzh.vigie.collector.console.route;

import org.jspecify.annotations.NullMarked;
