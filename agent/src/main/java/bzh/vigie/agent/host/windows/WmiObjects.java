package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.ToldBy;
import bzh.vigie.agent.host.ToldObject;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Objects of WMI (wbemcli.h: IWbemLocator, IWbemServices, IEnumWbemClassObject, IWbemClassObject). To be asked by {@link Com}.
 */
final class WmiObjects {
    private static final Guid LOCATOR = new Guid("4590f811-1d3a-11d0-891f-00aa004b2e24");
    private static final Guid AS_LOCATOR = new Guid("dc12a687-737f-11cf-884d-00aa004b2e24");

    private static final int CONNECT_SERVER = 3;
    private static final int EXEC_QUERY = 20;
    private static final int NEXT = 4;
    private static final int GET = 4;

    /** Gives up after two minutes at the latest (WBEM_FLAG_CONNECT_USE_MAX_WAIT). */
    private static final int NOT_FOR_EVER = 0x80;

    /** WBEM_FLAG_RETURN_IMMEDIATELY and WBEM_FLAG_FORWARD_ONLY: nothing is kept by the service. */
    private static final int AS_IT_COMES = 0x30;

    private static final int WAIT_MILLIS = 10_000;
    private static final int MAX_OBJECTS = 2_000;
    private static final int MAX_VALUE = 128 << 10;
    private static final long MAX_ALL = 8L << 20;

    /**
     * Which objects, and what of them.
     *
     * @param className with those that derive from it
     */
    record Wanted(String className, List<String> properties) {
        Wanted {
            properties = List.copyOf(properties);
        }
    }

    private final List<ToldObject> objects = new ArrayList<>();
    private final Unread unread = new Unread();
    private long characters;

    private WmiObjects() {}

    /**
     * Asks for them in each namespace; one that is not there has none.
     *
     * @throws Refused where no namespace could be asked
     */
    static ToldBy<ToldObject> all(List<String> namespaces, List<Wanted> wanted) throws Refused {
        WmiObjects read = new WmiObjects();
        List<Refused> refused = new ArrayList<>();
        try (ComObject locator = Ole.create(LOCATOR, AS_LOCATOR, "IWbemLocator")) {
            for (String namespace : namespaces) {
                try (ComObject services = connected(locator, namespace)) {
                    Ole.letImpersonate(services);
                    for (Wanted each : wanted) {
                        read.query(services, namespace, each);
                    }
                } catch (Refused e) {
                    refused.add(e);
                    read.unread.add(e);
                }
            }
        }
        if (refused.size() == namespaces.size()) {
            throw refused.getFirst();
        }
        return new ToldBy<>(read.objects, read.unread.first());
    }

    private static ComObject connected(ComObject locator, String namespace) throws Refused {
        MemorySegment name = Ole.newText(namespace);
        try {
            return locator.object(CONNECT_SERVER, "IWbemServices", name.address(), 0, 0, 0, NOT_FOR_EVER, 0, 0);
        } finally {
            Ole.freeText(name);
        }
    }

    private void query(ComObject services, String namespace, Wanted wanted) {
        MemorySegment language = Ole.newText("WQL");
        MemorySegment query = Ole.newText("SELECT * FROM " + wanted.className());
        try (ComObject found =
                services.object(EXEC_QUERY, "ExecQuery", language.address(), query.address(), AS_IT_COMES, 0)) {
            Ole.letImpersonate(found);
            take(found, namespace, wanted);
        } catch (Refused e) {
            unread.add(e);
        } finally {
            Ole.freeText(query);
            Ole.freeText(language);
        }
    }

    private void take(ComObject found, String namespace, Wanted wanted) throws Refused {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ADDRESS);
            MemorySegment count = arena.allocate(JAVA_INT);
            while (true) {
                int done = found.call(NEXT, WAIT_MILLIS, 1, out.address(), count.address());
                found.check(NEXT, done);
                if (count.get(JAVA_INT, 0) == 0) {
                    if (done != HResult.FALSE) {
                        throw HResult.refused("IEnumWbemClassObject", done);
                    }
                    return;
                }
                try (ComObject each = ComObject.of(out.get(ADDRESS, 0), "IWbemClassObject")) {
                    if (objects.size() >= MAX_OBJECTS || characters >= MAX_ALL) {
                        unread.tooMuch(namespace);
                        return;
                    }
                    objects.add(object(each, namespace, wanted, arena));
                }
            }
        }
    }

    private ToldObject object(ComObject object, String namespace, Wanted wanted, Arena arena) {
        Map<String, String> values = new HashMap<>();
        MemorySegment variant = Variant.empty(arena);
        String className = value(object, "__CLASS", variant);
        for (String property : wanted.properties()) {
            String value = value(object, property, variant);
            if (!value.isEmpty()) {
                characters += value.length();
                values.put(property, value);
            }
        }
        return new ToldObject(namespace, className, values);
    }

    /** A class that has no such property gives none. */
    private static String value(ComObject object, String property, MemorySegment variant) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(property, StandardCharsets.UTF_16LE);
            try {
                return HResult.failed(object.call(GET, name.address(), 0, variant.address(), 0, 0))
                        ? ""
                        : Variant.text(variant, MAX_VALUE).orElse("");
            } finally {
                Ole.clear(variant);
            }
        }
    }
}
