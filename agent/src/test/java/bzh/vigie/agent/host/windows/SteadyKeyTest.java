package bzh.vigie.agent.host.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import bzh.vigie.agent.host.KeyGathering;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.RegistryValue;
import bzh.vigie.agent.host.windows.SteadyKey.Next;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SteadyKeyTest {
    /** A key to which something is done after each question. */
    private static final class Key implements SteadyKey.Source {
        private final List<String> subkeys = new ArrayList<>(List.of("a", "b", "c", "d"));
        private final List<String> values = new ArrayList<>(List.of("v", "w"));
        private final Consumer<Key> meanwhile;
        private long written;
        private int asked;
        private boolean gone;

        private Key(Consumer<Key> meanwhile) {
            this.meanwhile = meanwhile;
        }

        private <T> Next<T> answer(Next<T> answer) {
            asked++;
            Next<T> given = gone ? Next.none(NtStatus.KEY_DELETED) : answer;
            meanwhile.accept(this);
            return given;
        }

        @Override
        public Next<KeyInformation.Head> head() {
            return answer(Next.of(new KeyInformation.Head(written, subkeys.size(), values.size(), "")));
        }

        @Override
        public Next<KeyInformation.Value> value(int index, int atMost) {
            return answer(
                    index < values.size()
                            ? Next.of(new KeyInformation.Value(
                                    new RegistryValue(values.get(index), new RegistryValue.Data.Numeric(1)), 4, 4))
                            : Next.none(NtStatus.NO_MORE_ENTRIES));
        }

        @Override
        public Next<String> subkey(int index) {
            return answer(index < subkeys.size() ? Next.of(subkeys.get(index)) : Next.none(NtStatus.NO_MORE_ENTRIES));
        }
    }

    @Test
    void aKeyThatNobodyWritesToIsReadOnce() {
        Key key = new Key(of -> {});
        KeyGathering read = read(key);
        assertEquals(List.of("a", "b", "c", "d"), read.subkeys());
        assertEquals(2, read.values().size());
        assertEquals(0, read.unread());
        assertEquals(2 + 3 + 5, key.asked);
    }

    @Test
    void whatWouldBePassedOverIsReadAgain() {
        Key key = new Key(of -> {
            if (of.asked == 5) {
                of.subkeys.remove("a");
                of.written++;
            }
        });
        KeyGathering read = read(key);
        assertEquals(List.of("b", "c", "d"), read.subkeys());
        assertEquals(0, read.unread());
    }

    @Test
    void aKeyThatIsWrittenToAllTheTimeIsToldOnceEachNameAndCounts() {
        Key key = new Key(of -> {
            of.written++;
            of.subkeys.addFirst("n" + of.written % 2);
            of.subkeys.removeLast();
        });
        KeyGathering read = read(key);
        assertEquals(List.copyOf(new LinkedHashSet<>(read.subkeys())), read.subkeys());
        assertEquals(1, read.unread());
    }

    @Test
    void aKeyThatIsDeletedMeanwhileIsAbsent() {
        Key key = new Key(of -> of.gone = of.asked == 6);
        assertInstanceOf(Reading.Absent.class, SteadyKey.read(key));
    }

    @Test
    void ofTwoSubkeysThatAreToldAlikeOneIs() {
        Key key = new Key(of -> {});
        KeyGathering read = SteadyKey.read(key, name -> name.equals("c") ? "A" : name)
                .ifFound()
                .orElseThrow()
                .gathered();
        assertEquals(List.of("a", "b", "d"), read.subkeys());
    }

    private static KeyGathering read(Key key) {
        return SteadyKey.read(key).ifFound().orElseThrow().gathered();
    }
}
