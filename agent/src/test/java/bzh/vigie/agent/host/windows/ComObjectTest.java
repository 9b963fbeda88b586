package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.ReasonCode;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** References to an object that this test makes: a table of functions of its own, called as those of Windows are. */
final class ComObjectTest {
    private static final int NUMBER = 3;
    private static final int TRUTH = 4;
    private static final int REFUSES = 5;
    private static final int ITSELF = 6;

    private final Arena arena = Arena.ofConfined();
    private int references = 1;
    private long asked;
    private MemorySegment object = MemorySegment.NULL;

    @BeforeEach
    void make() throws ReflectiveOperationException {
        MemorySegment table = arena.allocate(ADDRESS, 7);
        table.setAtIndex(ADDRESS, 2, stub("release"));
        table.setAtIndex(ADDRESS, NUMBER, stub("number", long.class, MemorySegment.class));
        table.setAtIndex(ADDRESS, TRUTH, stub("truth", MemorySegment.class));
        table.setAtIndex(ADDRESS, REFUSES, stub("refuses", MemorySegment.class));
        table.setAtIndex(ADDRESS, ITSELF, stub("itself", MemorySegment.class));
        object = arena.allocate(ADDRESS);
        object.set(ADDRESS, 0, table);
    }

    @SuppressWarnings("restricted")
    private MemorySegment stub(String name, Class<?>... arguments) throws ReflectiveOperationException {
        MethodType type = MethodType.methodType(int.class, MemorySegment.class, arguments);
        MethodHandle method = MethodHandles.lookup()
                .findVirtual(ComObjectTest.class, name, type)
                .bindTo(this);
        FunctionDescriptor form = FunctionDescriptor.of(JAVA_INT, ADDRESS);
        for (Class<?> argument : arguments) {
            form = form.appendArgumentLayouts(argument == long.class ? JAVA_LONG : ADDRESS.withTargetLayout(JAVA_LONG));
        }
        return Linker.nativeLinker().upcallStub(method, form, arena);
    }

    int release(MemorySegment self) {
        assertEquals(object.address(), self.address());
        references--;
        return references;
    }

    int number(MemorySegment self, long argument, MemorySegment out) {
        asked = argument + (self.address() == object.address() ? 0 : 1);
        out.set(JAVA_INT, 0, 42);
        return HResult.OK;
    }

    int truth(MemorySegment self, MemorySegment out) {
        out.set(JAVA_SHORT, 0, (short) -1);
        return self.address() == 0 ? HResult.POINTER : HResult.OK;
    }

    int refuses(MemorySegment self, MemorySegment out) {
        out.set(JAVA_INT, 0, 7);
        return self.address() == 0 ? HResult.POINTER : 0x8007_0005;
    }

    int itself(MemorySegment self, MemorySegment out) {
        references++;
        out.set(JAVA_LONG, 0, self.address());
        return HResult.OK;
    }

    @AfterEach
    void end() {
        arena.close();
    }

    @Test
    void methodsAreCalledByTheirPlaceAndEachReferenceIsGivenBackOnce() throws Refused {
        ComObject kept;
        try (ComObject one = ComObject.of(object, "Made")) {
            kept = one;
            assertEquals(42, one.number(NUMBER, 0x1_2345_6789L));
            assertEquals(0x1_2345_6789L, asked);
            assertTrue(one.truth(TRUTH));
            try (ComObject other = one.object(ITSELF, "Other")) {
                assertEquals(2, references);
                assertEquals(object.address(), other.address().address());
            }
            assertEquals(1, references);
        }
        assertEquals(0, references);
        kept.close();
        assertEquals(0, references);
        assertThrows(IllegalStateException.class, () -> kept.number(NUMBER, 0));
    }

    @Test
    void whatIsRefusedSaysByWhichMethod() throws Refused {
        try (ComObject one = ComObject.of(object, "Made")) {
            Refused refused = assertThrows(Refused.class, () -> one.number(REFUSES));
            assertEquals(ReasonCode.NO_RIGHT, refused.reason());
            assertTrue(refused.what().contains("Made 5"), refused.what());
        }
        assertThrows(Refused.class, () -> ComObject.of(MemorySegment.NULL, "Nothing"));
    }

    @Test
    void whatIsBorrowedIsNotGivenBack() {
        try (ComObject borrowed = ComObject.borrowed(object, "Made")) {
            assertFalse(borrowed.address().equals(MemorySegment.NULL));
        }
        assertEquals(1, references);
    }
}
