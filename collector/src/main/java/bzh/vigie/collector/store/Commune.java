package bzh.vigie.collector.store;

import java.util.regex.Pattern;

/** The tenant: a commune by its INSEE code, such as 29019 or 2A004. */
public record Commune(String insee) implements Comparable<Commune> {
    private static final Pattern INSEE = Pattern.compile("(\\d\\d|2[AB])\\d{3}");

    public Commune {
        if (!INSEE.matcher(insee).matches()) {
            throw new IllegalArgumentException("INSEE code must be five characters such as 29019 or 2A004");
        }
    }

    @Override
    public int compareTo(Commune other) {
        return insee.compareTo(other.insee);
    }

    @Override
    public String toString() {
        return insee;
    }
}
