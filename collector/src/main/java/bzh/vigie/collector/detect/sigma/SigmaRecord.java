package bzh.vigie.collector.detect.sigma;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One log record as rules see it: a log source and flat fields, each with one or more values. Lower-cased values are made
 * when first asked for, so a record belongs to one thread.
 */
public final class SigmaRecord {
    private final LogSource logSource;
    private final Map<String, Field> fields;

    private SigmaRecord(LogSource logSource, Map<String, Field> fields) {
        this.logSource = logSource;
        this.fields = fields;
    }

    public static Builder of(LogSource logSource) {
        return new Builder(logSource);
    }

    public LogSource logSource() {
        return logSource;
    }

    /** Field to value; several values are joined by line feeds. */
    public Map<String, String> flat() {
        Map<String, String> flat = new LinkedHashMap<>();
        fields.forEach((name, field) -> flat.put(name, field.joined()));
        return flat;
    }

    /** The value of a field, several joined by line feeds; empty where there is none. */
    public String value(String name) {
        Field field = fields.get(name);
        return field == null ? "" : field.joined();
    }

    /** The same record with more fields. */
    public Builder toBuilder() {
        Builder builder = new Builder(logSource);
        builder.fields.putAll(fields);
        return builder;
    }

    Set<String> names() {
        return Collections.unmodifiableSet(fields.keySet());
    }

    @Nullable
    Field field(String name) {
        return fields.get(name);
    }

    Collection<Field> all() {
        return Collections.unmodifiableCollection(fields.values());
    }

    /** The values of one field; most have one. */
    static final class Field {
        private final String first;
        private final List<String> others;
        private @Nullable String firstLower;
        private @Nullable String @Nullable [] othersLower;

        Field(String value) {
            this.first = value;
            this.others = List.of();
        }

        /** @param values at least one */
        Field(List<String> values) {
            this.first = values.getFirst();
            this.others = List.copyOf(values.subList(1, values.size()));
        }

        int size() {
            return 1 + others.size();
        }

        String value(int index) {
            return index == 0 ? first : others.get(index - 1);
        }

        String lower(int index) {
            return index == 0 ? firstLower() : otherLower(index - 1);
        }

        private String firstLower() {
            String known = firstLower;
            if (known == null) {
                known = first.toLowerCase(Locale.ROOT);
                firstLower = known;
            }
            return known;
        }

        private String otherLower(int index) {
            @Nullable String[] all = othersLower;
            if (all == null) {
                all = new String[others.size()];
                othersLower = all;
            }
            String known = all[index];
            if (known == null) {
                known = others.get(index).toLowerCase(Locale.ROOT);
                all[index] = known;
            }
            return known;
        }

        List<String> values() {
            List<String> values = new ArrayList<>();
            values.add(first);
            values.addAll(others);
            return values;
        }

        String joined() {
            return others.isEmpty() ? first : String.join("\n", values());
        }
    }

    /** Collects the fields of a record. */
    public static final class Builder {
        private static final int USUAL_FIELDS = 32;

        private final LogSource logSource;
        private Map<String, Field> fields = LinkedHashMap.newLinkedHashMap(USUAL_FIELDS);
        private boolean taken;

        private Builder(LogSource logSource) {
            this.logSource = logSource;
        }

        private Builder put(String name, Field field) {
            if (taken) {
                fields = new LinkedHashMap<>(fields);
                taken = false;
            }
            fields.put(name, field);
            return this;
        }

        /** A field with one value. */
        public Builder put(String name, String value) {
            return put(name, new Field(value));
        }

        /** A field with several values; nothing is put where there are none. */
        public Builder put(String name, List<String> values) {
            return values.isEmpty() ? this : put(name, new Field(values));
        }

        /** A field with one value, left out where that is empty. */
        public Builder ifAny(String name, String value) {
            return value.isEmpty() ? this : put(name, value);
        }

        /** Whether a field of that name was put. */
        public boolean has(String name) {
            return fields.containsKey(name);
        }

        public SigmaRecord build() {
            taken = true;
            return new SigmaRecord(logSource, fields);
        }
    }
}
