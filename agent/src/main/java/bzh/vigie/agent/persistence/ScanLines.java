package bzh.vigie.agent.persistence;

import bzh.vigie.agent.identity.Installation;
import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.event.Account;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemFields;
import bzh.vigie.event.LocationStatus.State;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A scan as JSON lines (DESIGN.md 5.5): {@code kind} is item, location, and at the end summary. UTF-8, no colour. Throws
 * {@link UncheckedIOException} where it cannot be written. Used by one thread.
 */
public final class ScanLines implements Scan.Output, AutoCloseable {
    private final JsonGenerator json;
    private final Set<String> leftOut;
    private final Map<State, Integer> states = new EnumMap<>(State.class);
    private int items;
    private int places;

    /** Writes to this stream, which is flushed, not closed, by {@link #close}. */
    public ScanLines(OutputStream out) throws IOException {
        this(out, Set.of());
    }

    /** Without these keys of items. */
    ScanLines(OutputStream out, Set<String> leftOut) throws IOException {
        this.json = JsonFactory.builder()
                .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .build()
                .createGenerator(out)
                .setPrettyPrinter(new MinimalPrettyPrinter("\n"));
        this.leftOut = Set.copyOf(leftOut);
    }

    @Override
    public void item(Item item) {
        items++;
        line(() -> {
            json.writeStringField("kind", "item");
            for (Map.Entry<String, Object> field : ItemFields.of(item).entrySet()) {
                if (!leftOut.contains(field.getKey())) {
                    json.writeFieldName(field.getKey());
                    value(field.getValue());
                }
            }
        });
    }

    @Override
    public void place(Scan.Place place) {
        places++;
        int ignored = states.merge(place.state(), 1, Integer::sum);
        line(() -> {
            json.writeStringField("kind", "location");
            json.writeStringField("location", place.location());
            if (place.account().isPresent()) {
                Account account = place.account().get();
                json.writeStringField("user", account.name());
                json.writeStringField("account_id", account.id());
            }
            json.writeStringField("status", ItemFields.word(place.state()));
            json.writeStringField("reason", ItemFields.word(place.reason()));
            if (!place.detail().isEmpty()) {
                json.writeStringField("detail", place.detail());
            }
            json.writeNumberField("items", place.items());
            if (place.asShipped().isPresent()) {
                json.writeNumberField("shipped_items", place.asShipped().get().items());
                json.writeStringField(
                        "shipped_digest", place.asShipped().get().digest().hex());
            }
        });
    }

    /** The last line; the system is linux or windows. What the installation does not tell is written as empty. */
    public void summary(String root, String reader, String os, Installation of) {
        line(() -> {
            json.writeStringField("kind", "summary");
            json.writeStringField("root", root);
            json.writeStringField("reader", reader);
            json.writeStringField("os", os);
            json.writeStringField("hostname", of.hostname());
            json.writeStringField("installation_id", of.id());
            json.writeStringField(
                    "newest_time",
                    of.newest().map(each -> each.time().toString()).orElse(""));
            json.writeStringField(
                    "newest_file", of.newest().map(Installation.Newest::file).orElse(""));
            json.writeNumberField("catalogue_version", Catalogue.VERSION);
            json.writeStringField("attack_version", Catalogue.ATTACK_VERSION);
            json.writeNumberField("items", items);
            json.writeNumberField("locations", places);
            for (State state : State.values()) {
                json.writeNumberField(ItemFields.word(state).replace('-', '_'), states.getOrDefault(state, 0));
            }
        });
    }

    private interface Fields {
        void write() throws IOException;
    }

    private void line(Fields fields) {
        try {
            json.writeStartObject();
            fields.write();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void value(Object value) throws IOException {
        switch (value) {
            case String text -> json.writeString(text);
            case Boolean truth -> json.writeBoolean(truth);
            case Long number -> json.writeNumber(number);
            case List<?> list -> {
                json.writeStartArray();
                for (Object each : list) {
                    value(each);
                }
                json.writeEndArray();
            }
            default -> throw new IllegalArgumentException("no JSON for a " + value.getClass());
        }
    }

    @Override
    public void close() throws IOException {
        json.writeRaw('\n');
        json.close();
    }
}
