/** The pages of the rules: what is loaded, refused, decided about each, and what it told. */
@NullMarked
package bzh.vigie.collector.console.rules;

import org.jspecify.annotations.NullMarked;
