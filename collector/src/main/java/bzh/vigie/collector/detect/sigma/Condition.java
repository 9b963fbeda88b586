package bzh.vigie.collector.detect.sigma;

import java.util.List;
import java.util.Set;

/** What must hold of a record: the detection section of a rule, as written. */
sealed interface Condition {
    boolean test(SigmaRecord record);

    /** All of them; true for none. */
    record And(List<Condition> parts) implements Condition {
        @Override
        public boolean test(SigmaRecord record) {
            for (Condition part : parts) {
                if (!part.test(record)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** At least that many of them. */
    record AtLeast(int count, List<Condition> parts) implements Condition {
        @Override
        public boolean test(SigmaRecord record) {
            int found = 0;
            for (Condition part : parts) {
                if (part.test(record) && ++found >= count) {
                    return true;
                }
            }
            return found >= count;
        }
    }

    /** Not that. */
    record Not(Condition part) implements Condition {
        @Override
        public boolean test(SigmaRecord record) {
            return !part.test(record);
        }
    }

    /** A field has one of the values, or ({@code all}) each of them. */
    record OfField(String field, List<ValueTest> values, boolean all) implements Condition {
        @Override
        public boolean test(SigmaRecord record) {
            SigmaRecord.Field found = record.field(field);
            for (ValueTest value : values) {
                if (value.test(found, record) != all) {
                    return !all;
                }
            }
            return all;
        }
    }

    /** One of the values, or each of them, stands in some field. */
    record OfAny(List<ValueTest> values, boolean all) implements Condition {
        @Override
        public boolean test(SigmaRecord record) {
            for (ValueTest value : values) {
                if (somewhere(value, record) != all) {
                    return !all;
                }
            }
            return all;
        }

        private static boolean somewhere(ValueTest value, SigmaRecord record) {
            for (SigmaRecord.Field field : record.all()) {
                if (value.test(field, record)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Adds the names of the fields that are looked at. */
    default void fields(Set<String> names) {
        switch (this) {
            case And and -> and.parts().forEach(part -> part.fields(names));
            case AtLeast some -> some.parts().forEach(part -> part.fields(names));
            case Not not -> not.part().fields(names);
            case OfField of -> names.add(of.field());
            case OfAny ignored -> {
                // Keywords name no field.
            }
        }
    }
}
