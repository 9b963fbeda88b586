package bzh.vigie.collector.detect.sigma;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

    @Nullable
    Field field(String name) {
        return fields.get(name);
    }

    Collection<Field> all() {
        return Collections.unmodifiableCollection(fields.values());
    }

    /** The values of one field. */
    static final class Field {
        private final List<String> values;
        private final @Nullable String[] lower;

        Field(List<String> values) {
            this.values = values;
            this.lower = new String[values.size()];
        }

        int size() {
            return values.size();
        }

        String value(int index) {
            return values.get(index);
        }

        String lower(int index) {
            String known = lower[index];
            if (known == null) {
                known = values.get(index).toLowerCase(Locale.ROOT);
                lower[index] = known;
            }
            return known;
        }

        String joined() {
            return values.size() == 1 ? values.getFirst() : String.join("\n", values);
        }
    }

    /** Collects the fields of a record. */
    public static final class Builder {
        private final LogSource logSource;
        private final Map<String, Field> fields = new LinkedHashMap<>();

        private Builder(LogSource logSource) {
            this.logSource = logSource;
        }

        /** A field with one value. */
        public Builder put(String name, String value) {
            fields.put(name, new Field(List.of(value)));
            return this;
        }

        /** A field with several values; nothing is put where there are none. */
        public Builder put(String name, List<String> values) {
            if (!values.isEmpty()) {
                fields.put(name, new Field(List.copyOf(values)));
            }
            return this;
        }

        /** A field with one value, left out where that is empty. */
        public Builder ifAny(String name, String value) {
            return value.isEmpty() ? this : put(name, value);
        }

        public SigmaRecord build() {
            return new SigmaRecord(logSource, new LinkedHashMap<>(fields));
        }
    }
}
