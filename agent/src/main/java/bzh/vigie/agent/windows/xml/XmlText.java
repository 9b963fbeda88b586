package bzh.vigie.agent.windows.xml;

import java.io.InputStream;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * XML as a tree. Nothing outside of the text is looked at: no document type, no entity but the five of XML. At most 1,048,576
 * characters, 20,000 elements, 48 levels; of a document that is broken somewhere, what stands before.
 */
public final class XmlText {
    private static final int MAX_LENGTH = 1 << 20;
    private static final int MAX_ELEMENTS = 20_000;
    private static final int MAX_DEPTH = 48;
    private static final int MAX_ATTRIBUTES = 256;
    private static final XMLInputFactory FACTORY = factory();

    private final Deque<Open> open = new ArrayDeque<>();
    private Optional<Element> root = Optional.empty();
    private int elements;
    private boolean malformed;

    /** An element whose end was not seen yet. */
    private record Open(String name, Map<String, String> attributes, List<Element> children, StringBuilder text) {
        Element closed() {
            return new Element(name, attributes, children, text.toString().strip());
        }
    }

    private XmlText() {}

    /** Any text. */
    public static XmlText parse(String text) {
        XmlText xml = new XmlText();
        xml.read(text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH));
        xml.malformed |= text.length() > MAX_LENGTH;
        return xml;
    }

    /** The outermost element, empty where there is none. */
    public Optional<Element> root() {
        return root;
    }

    /** 1 where the text is not XML to its end or is larger than what is read, otherwise 0. */
    public int malformed() {
        return malformed || root.isEmpty() ? 1 : 0;
    }

    private void read(String text) {
        try {
            XMLStreamReader reader;
            synchronized (FACTORY) {
                reader = FACTORY.createXMLStreamReader(new StringReader(text));
            }
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    if (elements++ >= MAX_ELEMENTS || open.size() >= MAX_DEPTH) {
                        malformed = true;
                        break;
                    }
                    start(reader);
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    end();
                } else if ((event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA)
                        && !open.isEmpty()) {
                    open.getLast().text().append(reader.getText());
                } else if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
                    malformed = true;
                }
            }
        } catch (XMLStreamException e) {
            malformed = true;
        } catch (RuntimeException e) {
            // the JDK's own reader gives those for some broken documents: ArrayIndexOutOfBounds, IllegalState
            malformed = true;
        }
        while (!open.isEmpty()) {
            end();
        }
    }

    private void start(XMLStreamReader reader) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (int i = 0; i < Math.min(reader.getAttributeCount(), MAX_ATTRIBUTES); i++) {
            attributes.putIfAbsent(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
        }
        open.addLast(new Open(reader.getLocalName(), attributes, new ArrayList<>(), new StringBuilder()));
    }

    private void end() {
        if (open.isEmpty()) {
            return;
        }
        Element closed = open.removeLast().closed();
        if (open.isEmpty()) {
            root = root.or(() -> Optional.of(closed));
        } else {
            open.getLast().children().add(closed);
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setXMLResolver((id, system, base, space) -> InputStream.nullInputStream());
        return factory;
    }
}
