package bzh.vigie.collector.detect.sigma;

import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** One value that a rule asks of a field. */
sealed interface ValueTest {
    /** Whether the field, null where the record has none, is as asked. */
    boolean test(SigmaRecord.@Nullable Field field, SigmaRecord record);

    /** A string with wildcards, as written where {@code cased}, otherwise folded. */
    record Like(TextPattern pattern, boolean cased) implements ValueTest {
        @Override
        public boolean test(SigmaRecord.@Nullable Field field, SigmaRecord record) {
            for (int i = 0; field != null && i < field.size(); i++) {
                if (pattern.matches(cased ? field.value(i) : field.lower(i))) {
                    return true;
                }
            }
            return false;
        }
    }

    /** A regular expression found anywhere in the value (RE2: time grows with the length, never more). */
    record Regex(Pattern pattern) implements ValueTest {
        @Override
        public boolean test(SigmaRecord.@Nullable Field field, SigmaRecord record) {
            for (int i = 0; field != null && i < field.size(); i++) {
                if (pattern.matcher(field.value(i)).find()) {
                    return true;
                }
            }
            return false;
        }
    }

    /** A regular expression that is only tried where what it needs is there. */
    record RegexWithNeeds(Regex regex, RegexReading.Needs needs) implements ValueTest {
        /** RE2 takes it for an s where case does not count; lower case keeps it. */
        private static final char LONG_S = '\u017f';

        @Override
        public boolean test(SigmaRecord.@Nullable Field field, SigmaRecord record) {
            for (int i = 0; field != null && i < field.size(); i++) {
                if (field.value(i).length() >= needs.length()
                        && possible(field, i)
                        && regex.pattern().matcher(field.value(i)).find()) {
                    return true;
                }
            }
            return false;
        }

        private boolean possible(SigmaRecord.Field field, int index) {
            if (needs.literals().isEmpty()) {
                return true;
            }
            String lower = field.lower(index);
            for (List<String> literals : needs.literals()) {
                if (!hasAny(lower, literals)) {
                    return lower.indexOf(LONG_S) >= 0;
                }
            }
            return true;
        }

        private static boolean hasAny(String lower, List<String> literals) {
            for (String literal : literals) {
                if (lower.contains(literal)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** An address in a network. */
    record InNetwork(Network network) implements ValueTest {
        @Override
        public boolean test(SigmaRecord.@Nullable Field field, SigmaRecord record) {
            for (int i = 0; field != null && i < field.size(); i++) {
                if (network.contains(field.value(i))) {
                    return true;
                }
            }
            return false;
        }
    }

    /** A number below, above or equal. */
    record Ordered(Order order, BigDecimal bound) implements ValueTest {
        @Override
        public boolean test(SigmaRecord.@Nullable Field field, SigmaRecord record) {
            for (int i = 0; field != null && i < field.size(); i++) {
                if (holds(field.value(i))) {
                    return true;
                }
            }
            return false;
        }

        private boolean holds(String value) {
            if (value.isEmpty() || value.length() > 40) {
                return false;
            }
            try {
                return order.holds(new BigDecimal(value).compareTo(bound));
            } catch (NumberFormatException notANumber) {
                return false;
            }
        }
    }

    /** A number in a date below, above or equal. */
    record InDate(DatePart part, Order order, int bound) implements ValueTest {
        @Override
        public boolean test(SigmaRecord.@Nullable Field field, SigmaRecord record) {
            for (int i = 0; field != null && i < field.size(); i++) {
                OptionalInt number = part.of(field.value(i));
                if (number.isPresent() && order.holds(Integer.compare(number.getAsInt(), bound))) {
                    return true;
                }
            }
            return false;
        }
    }

    /** The orders of the specification, and equality. */
    enum Order {
        LT,
        LTE,
        GT,
        GTE,
        EQ;

        /** @param sign of the value against the bound, as from {@code compareTo} */
        boolean holds(int sign) {
            return switch (this) {
                case LT -> sign < 0;
                case LTE -> sign <= 0;
                case GT -> sign > 0;
                case GTE -> sign >= 0;
                case EQ -> sign == 0;
            };
        }
    }

    /** The record has this field, or has not. */
    record Exists(boolean expected) implements ValueTest {
        @Override
        public boolean test(SigmaRecord.@Nullable Field field, SigmaRecord record) {
            return (field != null) == expected;
        }
    }

    /** One of several forms of the same value. */
    record OneOf(List<ValueTest> forms) implements ValueTest {
        @Override
        public boolean test(SigmaRecord.@Nullable Field field, SigmaRecord record) {
            for (ValueTest form : forms) {
                if (form.test(field, record)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** The same as another field of the record. */
    record SameAs(String other, How how, boolean cased) implements ValueTest {
        /** Which part of the value is compared. */
        enum How {
            WHOLE,
            START,
            END,
            PART
        }

        @Override
        public boolean test(SigmaRecord.@Nullable Field field, SigmaRecord record) {
            SigmaRecord.Field theirs = record.field(other);
            for (int i = 0; field != null && theirs != null && i < field.size(); i++) {
                for (int j = 0; j < theirs.size(); j++) {
                    String a = cased ? field.value(i) : field.value(i).toLowerCase(Locale.ROOT);
                    String b = cased ? theirs.value(j) : theirs.lower(j);
                    boolean same = switch (how) {
                        case WHOLE -> a.equals(b);
                        case START -> a.startsWith(b);
                        case END -> a.endsWith(b);
                        case PART -> a.contains(b);
                    };
                    if (same) {
                        return true;
                    }
                }
            }
            return false;
        }
    }
}
