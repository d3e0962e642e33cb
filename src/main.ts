import './page/ui/theme.css'
import './page/ui/app'
import { startTheme } from './page/ui/theme'

startTheme()
