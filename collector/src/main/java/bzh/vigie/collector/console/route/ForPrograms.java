package bzh.vigie.collector.console.route;

/** What a page shows, where a program may ask for it too ({@link Route#program}). */
@FunctionalInterface
public interface ForPrograms {
    /** The same as {@link Json} takes it: names in lower case with underscores, lists under {@code items}, and {@code next} where there is more. */
    Object json();
}
