/** What waits to be reviewed after an eviction: items of all hosts in groups, what was decided of each, and baselines (decision 0037). */
@org.jspecify.annotations.NullMarked
package bzh.vigie.collector.review;
