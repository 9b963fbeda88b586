package bzh.vigie.collector.gateway;

import bzh.vigie.v1.MachineFacts;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a machine says it is, checked against the bounds of uplink.proto, as JSON text for the store. */
final class Machine {
    private static final int MAX_TEXT = 256;
    private static final int MAX_ADDRESSES = 32;
    private static final JsonFactory JSON = new JsonFactory();

    private static final Pattern ID = Pattern.compile("\"machine_id\":\"([^\"\\\\]*)\"");

    private Machine() {}

    /** The id of the machine in such a text; empty where it could not say. */
    static String id(String facts) {
        Matcher id = ID.matcher(facts);
        return id.find() ? id.group(1) : "";
    }

    static String json(MachineFacts facts) throws BadFrameException {
        if (facts.getAddressesCount() > MAX_ADDRESSES) {
            throw new BadFrameException("more than " + MAX_ADDRESSES + " addresses");
        }
        StringWriter out = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("hostname", bounded(facts.getHostname()));
            json.writeStringField("os", bounded(facts.getOs()));
            json.writeStringField("os_version", bounded(facts.getOsVersion()));
            json.writeStringField("architecture", bounded(facts.getArchitecture()));
            json.writeStringField("machine_id", bounded(facts.getMachineId()));
            json.writeStringField("installation_id", bounded(facts.getInstallationId()));
            json.writeStringField("vendor", bounded(facts.getVendor()));
            json.writeStringField("model", bounded(facts.getModel()));
            json.writeStringField("kernel", bounded(facts.getKernel()));
            json.writeNumberField("memory_bytes", facts.getMemoryBytes());
            json.writeNumberField("processors", facts.getProcessors());
            if (!facts.getDomain().isEmpty()) {
                json.writeStringField("domain", bounded(facts.getDomain()));
                json.writeStringField("domain_role", bounded(facts.getDomainRole()));
            }
            json.writeArrayFieldStart("addresses");
            for (String address : facts.getAddressesList()) {
                json.writeString(bounded(address));
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("into memory", e);
        }
        return out.toString();
    }

    static String bounded(String text) throws BadFrameException {
        if (text.length() > MAX_TEXT) {
            throw new BadFrameException(
                    "a text of " + text.length() + " characters, where " + MAX_TEXT + " are allowed");
        }
        return text;
    }
}
