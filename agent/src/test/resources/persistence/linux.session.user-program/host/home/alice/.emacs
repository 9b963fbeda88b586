;; x
(start-process "a" nil "/tmp/.em")
